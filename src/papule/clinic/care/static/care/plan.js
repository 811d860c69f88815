// The composer: keeps what is filled in while there is no connection. The rest is done by the server.
import { draft } from "./draft.js";

const form = document.getElementById("plan");
if (form) draft(form, "papule-plan-");
