import { answer, E } from "../../expected.ts";
import { status } from "../../faults/kit.ts";
import type { FaultRow } from "../../row.ts";

const told = (headers: Readonly<Record<string, string>>, code = 429) => status(code, "", headers);
const PAST = "Wed, 21 Oct 2015 07:28:00 GMT";

/** Told at once, and only once: then the answer. */
function soon(does: string, headers: Readonly<Record<string, string>>, notBeforeMs = 0): FaultRow {
  const row = { id: "T", does: `429 once, ${does}`, fault: told(headers), times: 1 };
  // The older SDK shows no headers, and waits as if nobody had said how long.
  return {
    ...row,
    JSON: answer({ alone: 2, next: true, notBeforeMs }),
    except: { older: { JSON: answer({ alone: 2, next: true }) } },
  };
}

/** Told longer than anybody waits. */
function late(does: string, headers: Readonly<Record<string, string>>): FaultRow {
  const expected = E("rate_limit", { alone: 1, tellsWait: true });
  return {
    id: "T",
    does: `429, ${does}`,
    fault: told(headers),
    JSON: expected,
    except: { older: { JSON: E("rate_limit") } },
  };
}

/** When to come back, said in ways that are hard to believe. */
export const TOLD: readonly FaultRow[] = [
  soon("`retry-after: Infinity`", { "retry-after": "Infinity" }),
  soon("`retry-after: 1e-1`", { "retry-after": "1e-1" }),
  soon("`retry-after: 0.2, 0.3`", { "retry-after": "0.2, 0.3" }),
  soon("a date in ISO 8601, of 2015", { "retry-after": "2015-10-21T07:28:00Z" }),
  soon("`retry-after-ms: -1`", { "retry-after-ms": "-1" }),
  soon("`retry-after: -5`", { "retry-after": "-5" }),
  soon("`retry-after: 0`", { "retry-after": "0" }),
  soon("`retry-after: 0.2`", { "retry-after": "0.2" }, 200),
  soon("`retry-after: NaN`", { "retry-after": "NaN" }),
  soon("`retry-after: soon`", { "retry-after": "soon" }),
  soon("`retry-after` empty", { "retry-after": "" }),
  soon("a date of 2015", { "retry-after": PAST }),
  soon("`retry-after-ms: 120`, and `retry-after: 100`", { "retry-after-ms": "120", "retry-after": "100" }, 120),
  soon("`retry-after-ms: abc`, and `retry-after: 0.1`", { "retry-after-ms": "abc", "retry-after": "0.1" }, 100),
  late("`retry-after: 3600`", { "retry-after": "3600" }),
  late("`retry-after: 99999999999`", { "retry-after": "99999999999" }),
  late("`retry-after: 2000000000`", { "retry-after": "2000000000" }),
  late("`retry-after: 1000000000`", { "retry-after": "1000000000" }),
  late("`retry-after-ms: 9999999999`", { "retry-after-ms": "9999999999" }),
  late("a date of 2099", { "retry-after": "Wed, 21 Oct 2099 07:28:00 GMT" }),
];
