import { sendJson } from './client.ts'

/** Where this page reads a file of the API: path and query of an address, by the console, which knows who asks. */
export const contentPath = (url: string): string => {
  const { pathname, search } = new URL(url, location.href)
  return `/console${pathname}${search}`
}

const SHARED_SECONDS = 86_400

/** An address of a file that anyone can open for a day. */
export const shareContent = async (url: string): Promise<string> => {
  const { pathname, searchParams } = new URL(url, location.href)
  const index = Number(searchParams.get('index') ?? 0)
  const variant = searchParams.get('variant')
  const signed = await sendJson<{ url: string }>('POST', `/console${pathname}/sign`, {
    index,
    ...(variant === null ? {} : { variant }),
    expires_in: SHARED_SECONDS,
  })
  return signed.url
}
