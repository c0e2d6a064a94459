/** Whether an `Upgrade` header asks for a WebSocket. Others, such as `h2c`, get an ordinary answer. */
export function upgradesToWebSocket(upgrade: unknown): boolean {
  return /\bwebsocket\b/i.test(String(upgrade ?? ''));
}
