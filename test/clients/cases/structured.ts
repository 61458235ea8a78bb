import { expect, it } from "vitest";
import { z } from "zod";
import { type Feature, UNICODE } from "./feature.ts";

const FLAT = z.object({ name: z.string(), age: z.number() });
const NESTED = z.object({
  title: z.string(),
  kind: z.enum(["small", "large"]),
  note: z.string().nullable(),
  tags: z.array(z.object({ label: z.string(), weight: z.number() })),
});

const SAMPLES = [
  ["an object", FLAT, { name: "Eva", age: 41 }],
  ["unicode", FLAT, { name: UNICODE, age: 1 }],
  [
    "nested, with lists, words and null",
    NESTED,
    { title: "t", kind: "large", note: null, tags: [{ label: "a", weight: 0.5 }] },
  ],
] as const;

/** An answer held to a schema by the client's own helper. */
export const structured: Feature = ({ stand }) => {
  for (const [name, schema, value] of SAMPLES) {
    it(name, async () => {
      const { client, upstream, model } = stand();
      upstream.reply(({ body }) => answering(body, value));
      expect(await client.structured({ model, prompt: "who?" }, schema)).toEqual(value);
    });
  }

  it("made from the schema alone", async () => {
    const { client, model } = stand();
    expect(NESTED.safeParse(await client.structured({ model, prompt: "who?" }, NESTED)).success).toBe(true);
  });
};

/** The value as text, or as the call of the tool that stands for it where the target has nothing better. */
function answering(body: unknown, value: unknown) {
  const { tools, tool_choice: choice } = body as { tools?: { name: string }[]; tool_choice?: { name?: string } };
  const name = choice?.name ?? (tools?.length === 1 ? tools[0]!.name : undefined);
  return name ? { toolCalls: [{ name, arguments: value }] } : { text: JSON.stringify(value) };
}
