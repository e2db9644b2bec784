import type { IncomingMessage } from 'node:http'
import { publicUrlOf } from '@gptget/http'

/** The client's address from what the proxies appended to `x-forwarded-for`; the last one is nearest to us. */
export const clientAddressOf = (
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  trustedProxies: number,
): string => {
  const said = [headers['x-forwarded-for']].flat().join(',').split(',')
  const addresses = said.map((word) => word.trim()).filter((word) => word !== '')
  return (trustedProxies > 0 && addresses.at(-trustedProxies)) || (socket.remoteAddress ?? '')
}

/** A request as the browser sent it, before the edge forwarded it: with the public URL and the client's address. */
export const asTheBrowserSeesIt = (
  request: Request,
  incoming: IncomingMessage,
  { publicUrl, trustedProxies }: { publicUrl: string | null; trustedProxies: number },
): Request => {
  const reached = new URL(publicUrlOf(incoming, publicUrl))
  const { pathname, search } = new URL(request.url)
  const headers = new Headers(request.headers)
  headers.set('host', reached.host)
  headers.set('x-forwarded-host', reached.host)
  headers.set('x-forwarded-proto', reached.protocol.slice(0, -1))
  headers.set('x-gptget-client-address', clientAddressOf(incoming, trustedProxies))
  const hasBody = request.body !== null
  return new Request(new URL(pathname + search, reached), {
    method: request.method,
    headers,
    ...(hasBody ? { body: request.body, duplex: 'half' } : {}),
  } as RequestInit)
}
