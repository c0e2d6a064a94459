/** Calls `onMessage` with each message of the WebSocket at `path`. */
export function watch(path, onMessage) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  new WebSocket(url).addEventListener('message', ({ data }) => onMessage(JSON.parse(data)));
}
