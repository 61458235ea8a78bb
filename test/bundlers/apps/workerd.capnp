using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "front", worker = .front),
    (name = "network", network = (allow = ["private", "public"]))
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "front")]
);

const main :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker-built.mjs")],
  compatibilityDate = "2026-11-01",
  compatibilityFlags = ["enable_request_signal"],
  globalOutbound = "network"
);

const front :Workerd.Worker = (
  modules = [(name = "front", esModule = embed "front.mjs")],
  compatibilityDate = "2026-11-01",
  bindings = [(name = "main", service = "main")]
);
