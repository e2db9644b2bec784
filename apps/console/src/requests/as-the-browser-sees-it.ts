import type { IncomingMessage } from 'node:http'
import { publicUrlOf } from '@gptget/http'

/** Who asks, by what the proxies in front appended: the last of them is nearest to us. */
export const clientAddressOf = (
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  trustedProxies: number,
): string => {
  const said = [headers['x-forwarded-for']].flat().join(',').split(',')
  const addresses = said.map((word) => word.trim()).filter((word) => word !== '')
  return (trustedProxies > 0 && addresses.at(-trustedProxies)) || (socket.remoteAddress ?? '')
}

/** A request as its browser made it, before it was forwarded to us: with that address, and who asks. */
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
