import { ask } from "./ask.mjs";

ask().then((answers) => console.log(JSON.stringify(answers)));
