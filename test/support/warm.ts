// What the first call and the first request of a process load: tests on a fake clock do not wait for real files.
import "../../src/router/parts.ts";
import "../../src/router/runtime.ts";
import "../../src/router/surface.ts";
