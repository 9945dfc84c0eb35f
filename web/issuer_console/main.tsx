import "../shared/base.css";
import "../shared/components/surroundings.css";
import "../shared/components/controls.css";
import "../shared/components/panels.css";
import "./styles/office.css";

import { render } from "preact";
import { dressPage } from "../shared/page";
import { resume } from "./api/office";
import { App } from "./app";

dressPage();
void resume();
const root = document.getElementById("app");
if (root !== null) render(<App />, root);
