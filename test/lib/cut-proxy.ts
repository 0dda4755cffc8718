import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A TCP proxy on loopback that can be cut, as when a network or the server behind it goes away. */
export type CutProxy = {
  port: number;
  cut: () => void;
  mend: () => Promise<void>;
  /** Leads new connections to another port. */
  aim: (port: number) => void;
  /** Whether a connection with this port at its near end, as the server behind it sees it, is one of its own. */
  isOwn: (port: number) => boolean;
};

/** A proxy to `port` on loopback. `cut` ends every connection and refuses new ones until `mend`. */
export async function startCutProxy(port: number): Promise<CutProxy> {
  let aim = port;
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const listen = async (own: number) => {
    server = createServer((client) => {
      const target = connect(aim, "127.0.0.1");
      client.pipe(target).pipe(client);
      for (const socket of [client, target]) {
        sockets.add(socket);
        socket.on("error", () => undefined);
        socket.on("close", () => {
          sockets.delete(socket);
          client.destroy();
          target.destroy();
        });
      }
    }).listen(own, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : own;
  };
  const proxy: CutProxy = {
    port: await listen(0),
    cut: () => {
      server?.close();
      for (const socket of sockets) socket.destroy();
    },
    mend: async () => {
      await listen(proxy.port);
    },
    aim: (other) => {
      aim = other;
    },
    isOwn: (own) => [...sockets].some(({ localPort, remotePort }) => localPort === own && remotePort === aim),
  };
  return proxy;
}
