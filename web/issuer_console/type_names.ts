// What the types of card are called.
import { said } from "../shared/i18n";
import { useResource } from "../shared/resource";
import { api, type Page, type TypeSummary } from "./api/office";

/** Names a type in the language that is spoken now; by its identifier until the names are there. */
export function useTypeNames(): (id: string) => string {
  const { loaded } = useResource(() => api.get<Page<TypeSummary>>("types"), "types");
  const types = loaded.state === "ready" ? loaded.value.items : [];
  return (id) => {
    const type = types.find((each) => each.id === id);
    return type === undefined ? id : said(type.name);
  };
}
