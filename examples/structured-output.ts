// Structured output: `.parse()` gives an object that fits the schema, from any provider.
import { createRouter } from "llmux";
import { asOpenAI } from "llmux/openai";
import { simulate } from "llmux/testing";
import { standardResponseFormat } from "openai/helpers/standard-schema";
import * as v from "valibot";

const sim = await simulate();
sim.anthropic.reply('{"name":"Science Fair","day":"Friday","seats":40}');
const router = createRouter({ providers: sim.providers });

const Event = v.object({ name: v.string(), day: v.string(), seats: v.number() });
const schema = {
  type: "object",
  properties: { name: { type: "string" }, day: { type: "string" }, seats: { type: "number" } },
  required: ["name", "day", "seats"],
  additionalProperties: false,
};

const completion = await asOpenAI(router).chat.completions.parse({
  model: "anthropic/claude-opus-5-5",
  messages: [{ role: "user", content: "The science fair is on Friday, 40 seats. Extract the event." }],
  response_format: standardResponseFormat(Event, "event", { schema }),
});

const event = completion.choices[0]?.message.parsed;
console.log(event?.name, "on", event?.day); //=> Science Fair on Friday
console.log("one more:", (event?.seats ?? 0) + 1); //=> one more: 41

await router.close();
await sim.close();
