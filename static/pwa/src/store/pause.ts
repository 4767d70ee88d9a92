/** Long work in steps: between them the page answers a tap. */

type Scheduler = { readonly yield?: () => Promise<void> };

/** A timer would be slowed down after a few of them; a message is not. */
function byMessage(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

export function pause(): Promise<void> {
  const { scheduler } = globalThis as { readonly scheduler?: Scheduler };
  return scheduler?.yield === undefined ? byMessage() : scheduler.yield();
}
