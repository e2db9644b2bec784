import { sendJson } from './client.ts'

/** The address at which this page reads a file of the API, through the console, which knows the member. */
export const contentPath = (url: string): string => {
  const { pathname, search } = new URL(url, location.href)
  return `/console${pathname}${search}`
}

const SHARED_SECONDS = 86_400

/** Creates an address of a file that anyone can open for a day. */
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
