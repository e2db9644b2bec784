import type { Provider } from './provider.ts'

/**
 * Whether a provider's answer may refer us to an address with its credential: on its own origin, or with https within
 * the site of its row.
 */
export const mayFollow = (
  { baseUrl, followsWithin }: Pick<Provider, 'baseUrl' | 'followsWithin'>,
  url: string,
): boolean => {
  if (!URL.canParse(url)) return false
  const { origin, protocol, port, hostname } = new URL(url)
  if (origin === new URL(baseUrl).origin) return true
  return (
    followsWithin !== undefined &&
    protocol === 'https:' &&
    port === '' &&
    (hostname === followsWithin || hostname.endsWith(`.${followsWithin}`))
  )
}
