/**
 * What becomes of a body field: sent as it is (`pass`, which undoes a broader rule), left out because it has no effect on the
 * answer (`ignore`), left out with a warning (`drop`), a reason not to ask this target (`refuse`), sent with a warning that
 * it may not be heeded (`unsure`), or sent in another form.
 */
export type ParamRule = "pass" | "ignore" | "drop" | "refuse" | "unsure" | ParamForm;

/** Another form of a field. Only a clamped value, and one marked `warn`, is worth a warning. */
export interface ParamForm {
  /** Another name for it. */
  readonly as?: string;
  /** Given beside the field of that other name, it wins. */
  readonly wins?: true;
  readonly warn?: true;
  /** Values that are spelled differently. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** The highest value taken. */
  readonly max?: number;
}

export type ParamRules = Readonly<Record<string, ParamRule>>;

/** An effort as the server spells it: a `reasoning_effort` of its own, or body fields in its place. */
type Spelling = string | Readonly<Record<string, unknown>>;

/** How a `reasoning_effort` is said. An effort in neither list is sent as it is. */
export interface EffortRules {
  /** Means the same. */
  readonly same?: Readonly<Record<string, Spelling>>;
  /** The nearest there is: sent with a warning. */
  readonly near?: Readonly<Record<string, Spelling>>;
}

/** Where the reasoning of earlier assistant turns goes: a message field, or parts of the content as Mistral has them. */
export interface ReasoningRule {
  readonly as: "reasoning_content" | "reasoning" | "thinking_parts";
  /** On every assistant message, empty where there was none. */
  readonly always?: true;
}

/** What may depend on the model. */
export interface ModelRules {
  readonly params?: ParamRules;
  /** Hold unless the effort is `none`. */
  readonly whileReasoning?: ParamRules;
  readonly effort?: EffortRules;
  /** Absent or false: reasoning is not sent back. */
  readonly reasoning?: ReasoningRule | false;
  /** Function tools are refused beside an effort other than `none`: beside a given one, or beside the model's default too. */
  readonly toolsExcludeEffort?: "given" | "default";
  /** Sent where the caller says nothing about it. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Asked for a schema beside tools, it may repeat in a call what it has answered in text: the text counts. */
  readonly textOverCalls?: true;
  /** Must be so in a request that does not stream. */
  readonly unstreamed?: Readonly<Record<string, unknown>>;
}

/** How an OpenAI-compatible endpoint differs from the rest, as data. */
export interface Dialect extends ModelRules {
  /** What to call it in a warning. */
  readonly title: string;
  /** Hosts that speak it, under whatever name they are configured. */
  readonly hosts?: RegExp;
  /** The header for a key; absent: `Authorization: Bearer`. */
  readonly keyHeader?: string;
  /** All body fields it takes; others, which it would refuse, are left out with a warning. */
  readonly only?: readonly string[];
  /** `max_tokens` beside `max_completion_tokens` would be refused. */
  readonly oneTokenLimit?: true;
  /** Rows for its models, later ones over earlier ones. */
  readonly models?: readonly (ModelRules & { readonly ids: RegExp })[];
  /** It knows `system` only. */
  readonly noDeveloper?: true;
  /** It knows function tools only, and no `allowed_tools`. */
  readonly functionsOnly?: true;
  /** `strict: true` is refused for a schema that has optional properties, open objects, or keywords the mode lacks. */
  readonly judgesStrict?: true;
  /** It has JSON mode but no schemas: the schema becomes an instruction. */
  readonly noSchema?: true;
  /** Message fields by role, where they are not OpenAI's. */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  /** Fields of a tool call beside OpenAI's that come from this server and go back to it. */
  readonly callFields?: readonly string[];
  /** Content parts have their own field and nothing beside it, such as a cache mark. */
  readonly plainParts?: true;
  /** Longest id of a tool call; longer ones, minted elsewhere, are replaced on call and result alike. */
  readonly toolIdLength: number;
  /** Ids have exactly that length, and letters and digits only. */
  readonly exactToolIds?: true;
  /** Tool results carry the name of their tool. */
  readonly toolNames?: true;
  /** A conversation may end with the assistant only under `prefix: true`. */
  readonly prefix?: true;
  /** User and assistant take turns, after the system's messages; the user has the last word. */
  readonly alternate?: true;
  /** `completion_tokens` may leave the reasoning out though the total does, too: then there is more reasoning than completion. */
  readonly reasoningApart?: true;
  /** `stream_options` would be refused; usage comes unasked. */
  readonly noStreamOptions?: true;
}

/** A row of the user's: what it says goes over what the known vendor it is like says, or over nothing. */
export interface DialectRow extends Partial<Omit<Dialect, "hosts" | "models">> {
  /** A known vendor with an OpenAI-compatible endpoint. @default none: nothing is held back */
  readonly like?: string;
  /** Rows for its models: `ids` is a regular expression, held against the model's id in lower case. */
  readonly models?: readonly (ModelRules & { readonly ids: string })[];
}
