// What the first call of a process loads: tests on a fake clock do not wait for real files.
import "../../src/router/runtime.ts";
