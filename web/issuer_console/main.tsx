import "../shared/base.css";
import "../shared/components.css";
import "./styles/office.css";

import { render } from "preact";
import { dressPage } from "../shared/page";
import { resume } from "./api/office";
import { App } from "./app";

dressPage();
void resume();
const root = document.getElementById("app");
if (root !== null) render(<App />, root);
