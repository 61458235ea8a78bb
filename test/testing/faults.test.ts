import { readFile } from "node:fs/promises";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import {
  type FaultName,
  type FaultScript,
  faults,
  type SimulatedProvider,
  simulate,
  type WireKind,
} from "../../src/testing/index.ts";
import { type Asking, ask, events, type Seen, streamedText } from "./raw.ts";

const sim = await simulate();
beforeEach(() => sim.reset());
afterAll(() => sim.close());

const KINDS: readonly WireKind[] = ["openai", "anthropic", "gemini"];
const WHOLE = "echo: hello there";
const QUIET: Asking = { patienceMs: 200 };

/** What a fault must look like to a client that knows nothing of it. */
interface Expected {
  readonly asking?: Asking;
  /** Asks for JSON unless told otherwise. */
  readonly stream?: true;
  readonly check: (seen: Seen, provider: SimulatedProvider) => void;
}

/** A refusal: its status, and a word its body must say on each wire. */
function refusal(status: number | Record<WireKind, number>, words: Record<WireKind, string>): Expected {
  return {
    check: (seen, { kind }) => {
      expect(seen.status).toBe(typeof status === "number" ? status : status[kind]);
      expect(seen.end).toBe("ended");
      const { error } = JSON.parse(seen.body) as { error: { message: string } };
      expect(error.message).toMatch(/\w/);
      expect(JSON.stringify(error)).toContain(words[kind]);
    },
  };
}

function bare(status: number, body: RegExp): Expected {
  return {
    check: (seen) => {
      expect(seen).toMatchObject({ status, end: "ended" });
      expect(seen.body).toMatch(body);
    },
  };
}

function hinted(header: string, value: RegExp, status = 429): Expected {
  return {
    check: (seen, { kind }) => {
      expect(seen.status).toBe(status);
      expect(String(seen.headers[header])).toMatch(value);
      if (kind === "gemini") expect(seen.body).toContain('"retryDelay":"1s"');
    },
  };
}

const same = (word: string): Record<WireKind, string> => ({ openai: word, anthropic: word, gemini: word });

/** The end of the connection, the content that came before it, and whether the terminal mark was there. */
function stream(end: Seen["end"], text: string | RegExp, marks: number, more?: (seen: Seen) => void): Expected {
  return {
    stream: true,
    asking: end === "silent" ? QUIET : {},
    check: (seen) => {
      expect(seen.status).toBe(200);
      expect(seen.end).toBe(end);
      if (typeof text === "string") expect(streamedText(seen.body)).toBe(text);
      else expect(streamedText(seen.body)).toMatch(text);
      expect(terminalMarks(seen.body)).toBe(marks);
      more?.(seen);
    },
  };
}

function terminalMarks(body: string): number {
  return [...body.matchAll(/"(finish_reason|stop_reason|finishReason)":"\w+"/g)].length;
}

/** Two content events of it. */
const SOME = "echo";
const DONE = /data: \[DONE\]|"type":"message_stop"|"finishReason"/;

const EXPECTED: Readonly<Record<FaultName, Expected>> = {
  status_400: refusal(400, {
    openai: "invalid_request_error",
    anthropic: "invalid_request_error",
    gemini: "INVALID_ARGUMENT",
  }),
  context_length: refusal(400, {
    openai: "context_length_exceeded",
    anthropic: "prompt is too long",
    gemini: "exceeds the maximum number of tokens",
  }),
  unsupported_parameter: refusal(400, {
    openai: "unsupported_parameter",
    anthropic: "Extra inputs",
    gemini: "Unknown name",
  }),
  content_filter: {
    check: (seen, provider) => {
      if (provider.kind !== "gemini") {
        const words = { openai: "content_policy_violation", anthropic: "content filtering", gemini: "" };
        return refusal(400, words).check(seen, provider);
      }
      expect(seen).toMatchObject({ status: 200, end: "ended" });
      expect(JSON.parse(seen.body)).toMatchObject({ promptFeedback: { blockReason: "PROHIBITED_CONTENT" } });
      expect(seen.body).not.toContain("candidates");
    },
  },
  bad_key: refusal(
    { openai: 401, anthropic: 401, gemini: 400 },
    { openai: "invalid_api_key", anthropic: "authentication_error", gemini: "API_KEY_INVALID" },
  ),
  bad_key_400: refusal(400, same("API key not valid")),
  status_401: refusal(401, { openai: "invalid_api_key", anthropic: "authentication_error", gemini: "UNAUTHENTICATED" }),
  status_402: refusal(402, { openai: "credit_balance_exhausted", anthropic: "billing_error", gemini: "Billing" }),
  status_403: refusal(403, {
    openai: "unsupported_country",
    anthropic: "permission_error",
    gemini: "PERMISSION_DENIED",
  }),
  status_404: refusal(404, { openai: "model_not_found", anthropic: "not_found_error", gemini: "NOT_FOUND" }),
  status_408: refusal(408, { openai: "timeout", anthropic: "timeout_error", gemini: "DEADLINE_EXCEEDED" }),
  status_409: refusal(409, { openai: "changed", anthropic: "conflict_error", gemini: "ABORTED" }),
  status_413: refusal(413, { openai: "request_too_large", anthropic: "request_too_large", gemini: "payload size" }),
  status_422: refusal(422, {
    openai: "invalid_request_error",
    anthropic: "invalid_request_error",
    gemini: "INVALID_ARGUMENT",
  }),
  status_429: {
    check: (seen, provider) => {
      refusal(429, { openai: "rate_limit_exceeded", anthropic: "rate_limit_error", gemini: "PerMinute" }).check(
        seen,
        provider,
      );
      expect(seen.headers).not.toHaveProperty("retry-after");
      expect(seen.body).not.toContain("retryDelay");
    },
  },
  status_429_retry_after: hinted("retry-after", /^1$/),
  status_429_retry_after_date: hinted("retry-after", /^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/),
  status_429_retry_after_ms: hinted("retry-after-ms", /^1000$/),
  quota_429: refusal(429, {
    openai: "insufficient_quota",
    anthropic: "enforced_spend_limit_reached",
    gemini: "PerDay",
  }),
  status_500: refusal(500, { openai: "server_error", anthropic: "api_error", gemini: "INTERNAL" }),
  status_503: refusal(503, { openai: "server_is_overloaded", anthropic: "overloaded_error", gemini: "UNAVAILABLE" }),
  status_503_retry_after: hinted("retry-after", /^1$/, 503),
  status_504: refusal(504, { openai: "timeout", anthropic: "timeout_error", gemini: "DEADLINE_EXCEEDED" }),
  status_529: refusal(529, { openai: "server_is_overloaded", anthropic: "overloaded_error", gemini: "UNAVAILABLE" }),
  overloaded: refusal(
    { openai: 503, anthropic: 529, gemini: 503 },
    { openai: "server_is_overloaded", anthropic: "overloaded_error", gemini: "UNAVAILABLE" },
  ),

  status_204: bare(204, /^$/),
  status_502: bare(502, /^<!DOCTYPE html>/),
  status_503_empty: bare(503, /^$/),
  page_413: bare(413, /^<!DOCTYPE html>/),
  flat_400: bare(400, /^\{"object":"error","message":/),
  key_echo: {
    asking: { headers: { authorization: "Bearer sk-told", "x-goog-api-key": "sk-told" } },
    ...bare(401, /provided: sk-told\./),
  },
  empty_200: bare(200, /^$/),
  html_200: bare(200, /^<!DOCTYPE html>/),
  error_200: refusal(200, { openai: "server_is_overloaded", anthropic: "overloaded_error", gemini: "UNAVAILABLE" }),
  foreign_200: bare(200, /^\{"status":"ok"\}$/),
  null_200: bare(200, /^null$/),
  no_choices: bare(200, /"(choices|content|candidates)":\[\]/),
  half_json: {
    check: (seen) => {
      expect(seen).toMatchObject({ status: 200, end: "ended" });
      expect(seen.body).toMatch(/^\{"/);
      expect(() => JSON.parse(seen.body)).toThrow();
    },
  },
  wrong_form: {
    check: (seen) => {
      expect(seen.headers["content-type"]).toContain("text/event-stream");
      expect(streamedText(seen.body)).toBe(WHOLE);
    },
  },
  short_body: {
    check: (seen) => {
      expect(seen).toMatchObject({ status: 200, end: "broken" });
      expect(Number(seen.headers["content-length"])).toBeGreaterThan(seen.body.length + 100);
    },
  },
  bad_gzip: {
    check: (seen) => {
      expect(seen.headers["content-encoding"]).toBe("gzip");
      expect(seen.end).toBe("ended");
    },
  },
  redirect: {
    check: (seen) => {
      expect(seen.status).toBe(307);
      expect(seen.headers.location).toMatch(/^http:\/\/localhost:\d+\/redirected\//);
    },
  },
  redirect_loop: {
    check: (seen, provider) => {
      expect(seen.status).toBe(307);
      expect(seen.headers.location).toBe(provider.requests[0]?.path);
    },
  },

  cut_before_text: stream("ended", "", 0),
  cut_mid_stream: stream("ended", SOME, 0),
  cut_mid_event: stream("ended", SOME, 0, (seen) => expect(seen.body).not.toMatch(/\n$/)),
  no_terminal_mark: stream("ended", WHOLE, 0, (seen) => expect(seen.body).not.toMatch(DONE)),
  mark_only: stream("ended", "", 1),
  no_closing_event: stream("ended", WHOLE, 1, (seen) => expect(seen.body).not.toMatch(/\[DONE\]|message_stop/)),
  finish_twice: stream("ended", WHOLE, 2),
  reset_after_headers: stream("broken", "", 0, (seen) => expect(seen.error).toBe("ECONNRESET")),
  reset_mid_stream: stream("broken", SOME, 0, (seen) => expect(seen.error).toBe("ECONNRESET")),
  hang_after_headers: stream("silent", "", 0, (seen) => expect(seen.body).toBe("")),
  hang_after_opening: stream("silent", "", 0),
  hang_mid_body: stream("silent", SOME, 0, (seen) => expect(seen.body).not.toMatch(/\n$/)),
  stall_mid_stream: stream("silent", SOME, 0, (seen) => expect(seen.body).toMatch(/\n$/)),
  open_after_completion: stream("silent", WHOLE, 1, (seen) => expect(seen.body).toMatch(DONE)),
  pings_forever: stream("silent", "", 0, (seen) =>
    expect(seen.body).toMatch(/^((: keepalive|event: ping\ndata: \{"type":"ping"\})\s+){3,}$/),
  ),
  comments_forever: stream("silent", "", 0, (seen) => expect(seen.body).toMatch(/^(: waiting\n\n){3,}$/)),
  error_first: stream("ended", "", 0, (seen) => expect(seen.body).toMatch(/^(event: error\n)?data: .*(overload)/i)),
  error_mid_stream: stream("ended", SOME, 0, (seen) =>
    expect(JSON.stringify(events(seen.body).at(-1))).toContain('"error"'),
  ),
  undecodable_first: stream("ended", WHOLE, 1, (seen) => expect(events(seen.body)[0]).toBe('{"this is": not JSON')),
  undecodable_mid_stream: stream("ended", WHOLE, 1, (seen) => {
    const at = events(seen.body).indexOf('{"this is": not JSON');
    expect(at).toBeGreaterThan(1);
  }),
  malformed_sse: stream("ended", "", 1, (seen) => expect(events(seen.body)).toEqual([])),

  reset_before_response: {
    check: (seen) => expect(seen).toMatchObject({ status: 0, end: "broken", error: "ECONNRESET" }),
  },
  close_before_response: { check: (seen) => expect(seen).toMatchObject({ status: 0, end: "broken" }) },
  not_http: { check: (seen) => expect(seen.error).toMatch(/^HPE_/) },
  oversized_headers: { check: (seen) => expect(String(seen.headers["x-filler"]).length).toBe(65_536) },
  slow_headers: { check: (seen) => expect(seen).toMatchObject({ status: 200, end: "ended" }) },
  hang_before_headers: { asking: QUIET, check: (seen) => expect(seen).toMatchObject({ status: 0, end: "silent" }) },
  slow_drip: stream("ended", WHOLE, 1, (seen) => {
    expect(seen.pieces.length).toBeGreaterThan(10);
    expect(Math.max(...seen.pieces.map((piece) => piece.length))).toBeLessThan(200);
  }),
  multibyte_split: stream("ended", `${WHOLE} čaj, お茶 🍵`, 1, (seen) => {
    expect(seen.pieces.some((piece) => piece.toString("utf8").includes("\uFFFD"))).toBe(true);
  }),
  crlf: stream("ended", WHOLE, 1, (seen) => expect(seen.body.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/)),
  comments: stream("ended", WHOLE, 1, (seen) => expect(seen.body.match(/^: comment$/gm)?.length).toBeGreaterThan(4)),
  byte_order_mark: {
    stream: true,
    check: (seen) => {
      expect(Buffer.concat(seen.pieces).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
      expect(terminalMarks(seen.body)).toBe(1);
    },
  },
  unknown_event: stream("ended", WHOLE, 1, (seen) => expect(seen.body).toContain('"from_the_future"')),
  oversized_event: stream("ended", /^x{1048576}$/, 1),
  many_events: stream("ended", /^x{10000}$/, 1),
};

/** Faults that would take their time by default. */
const OPTIONS: Readonly<Partial<Record<FaultName, object>>> = {
  slow_headers: { delayMs: 30 },
  slow_drip: { delayMs: 1 },
};

describe.each(KINDS)("%s", (kind) => {
  it.each(Object.entries(EXPECTED) as [FaultName, Expected][])(
    "%s",
    async (fault, { asking, stream: isStream, check }) => {
      const provider = sim[kind];
      provider.fail({ fault, ...OPTIONS[fault] });
      const seen = await ask(provider, { ...asking, stream: isStream === true });
      check(seen, provider);
      expect(provider.transcript()[0]?.fault).toBe(fault);
    },
  );
});

describe("faults on JSON answers", () => {
  it.each([
    ["cut_mid_stream", "ended"],
    ["reset_mid_stream", "broken"],
    ["stall_mid_stream", "silent"],
    ["hang_after_headers", "silent"],
    ["pings_forever", "silent"],
  ] as const)("%s leaves half a body", async (fault, end) => {
    sim.openai.fail(fault);
    const seen = await ask(sim.openai, QUIET);
    expect(seen).toMatchObject({ status: 200, end });
    expect(() => JSON.parse(seen.body)).toThrow();
  });

  it.each(["open_after_completion", "slow_drip", "multibyte_split"] as const)(
    "%s leaves a whole body",
    async (fault) => {
      sim.openai.fail({ fault, delayMs: 1 });
      expect(JSON.parse((await ask(sim.openai, QUIET)).body)).toMatchObject({ object: "chat.completion" });
    },
  );
});

describe("faults", () => {
  it("are at least forty, each described in one line", () => {
    expect(Object.keys(faults).length).toBeGreaterThanOrEqual(40);
    for (const [name, says] of Object.entries(faults)) {
      expect(name).toMatch(/^[a-z0-9_]+$/);
      expect(says).toMatch(/^[^\n]{10,120}$/);
    }
  });

  it("stand in the guide, each with what it does", async () => {
    const guide = await readFile(new URL("../../docs/testing.md", import.meta.url), "utf8");
    const rows = [...guide.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, name, says]) => [name, says]);
    expect(Object.fromEntries(rows)).toEqual(faults);
  });

  it("come after as many content events as asked", async () => {
    sim.openai.reply({ chunks: ["a", "b", "c", "d"] });
    for (const afterChunks of [0, 1, 3, 9]) {
      sim.openai.fail({ fault: "cut_mid_stream", afterChunks });
      expect(streamedText((await ask(sim.openai, { stream: true })).body)).toBe("abcd".slice(0, afterChunks));
    }
  });

  it("tell the wait they are given", async () => {
    sim.openai.fail({ fault: "status_429_retry_after", retryAfterMs: 2_500 });
    expect((await ask(sim.openai)).headers["retry-after"]).toBe("3");
    sim.openai.fail({ fault: "status_429_retry_after_date", retryAfterMs: 60_000 });
    const until = Date.parse(String((await ask(sim.openai)).headers["retry-after"]));
    expect(until - Date.now()).toBeGreaterThan(50_000);
  });

  it("wait before the headers as long as asked", async () => {
    sim.openai.fail({ fault: "slow_headers", delayMs: 80 });
    expect((await ask(sim.openai)).ms).toBeGreaterThan(75);
  });

  it("show whether a client that follows redirects takes the key along", async () => {
    sim.gemini.fail("redirect");
    const url = `${sim.gemini.baseURL}/v1beta/models/gemini-x:generateContent`;
    const headers = { "x-goog-api-key": "sk-told", authorization: "Bearer sk-told" };
    const response = await fetch(url, { method: "POST", headers, body: '{"contents":[]}' });
    expect(response.status).toBe(200);
    const second = sim.gemini.requests[1];
    expect(second?.headers.host).toMatch(/^localhost:/);
    expect(second?.headers["x-goog-api-key"]).toBe("sk-told");
    expect(second?.headers).not.toHaveProperty("authorization");
  });

  it("are refused when the name is unknown", () => {
    expect(() => sim.openai.fail("status_418" as FaultName)).toThrow(/no fault is called "status_418"/);
    expect(() => sim.openai.script([{ fault: "nope" as FaultName }])).toThrow(/"nope"/);
    expect(() => sim.openai.fail("status_5O3" as FaultName)).toThrow('did you mean "status_503"?');
    expect(() => sim.openai.fail(503 as never)).toThrow(/no fault is called "503"/);
    expect(() => sim.openai.fail(undefined as never)).toThrow(/no fault is called "undefined"/);
  });

  it("are refused, as replies are, when a field is unknown: it would be ignored in silence", () => {
    const once = { fault: "status_503", times: 1 } as FaultScript;
    expect(() => sim.openai.fail(once)).toThrow(
      'a fault has no field "times"; it belongs in the second argument of fail()',
    );
    expect(() => sim.openai.fail("status_503", { time: 1 } as object)).toThrow('"time"; did you mean "times"?');
    expect(() => sim.openai.reply({ txt: "a" } as object)).toThrow('a reply has no field "txt"; did you mean "text"?');
  });
});
