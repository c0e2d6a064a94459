/** Tells `show` what the WebSocket at `path` says, for as long as it is open. */
export function watch(path, show) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  new WebSocket(url).addEventListener('message', ({ data }) => show(JSON.parse(data)));
}
