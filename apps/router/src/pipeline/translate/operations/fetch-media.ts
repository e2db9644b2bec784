import { PublicError } from '@gptget/errors'
import { bytesOf, LargeBody, workOn } from '@gptget/threads'
import { findMediaUrls } from '../../../bodies/fetched-media.ts'
import type { Fetched } from '../../../bodies/fetched-media.ts'
import type { RouterContext } from '../../../context.ts'
import { readHeadOf, turnOf } from '../../generation/generation.ts'
import type { Generation } from '../../generation/generation.ts'
import { loadMediaFor } from '../../generation/media-access.ts'

const MAX_FETCHED = 20
const MAX_BYTES = 32 * 1024 * 1024

/**
 * Fetches the URLs in a chat once, if one of its model's providers does not fetch them.
 * @throws PublicError 400 if there is too much, or a URL is not allowed
 */
export const fetchMedia = (context: RouterContext, generation: Generation): Promise<void> | void => {
  const { catalog, stream, body } = generation
  const { routes = [] } = catalog.models.get(stream.head.model) ?? {}
  if (!routes.some(({ provider }) => provider.quirks.hasMediaUrls === false)) return
  if (!(body instanceof LargeBody) && !/"https?:/i.test(bytesOf(body).toString('latin1'))) return
  return fetchAll(context, generation)
}

const fetchAll = async (context: RouterContext, generation: Generation): Promise<void> => {
  const { threads } = context
  const { body } = generation
  const urls = await workOn(threads, { findMediaUrls }, body, readHeadOf(generation), turnOf(generation))
  if (urls.length === 0) return
  if (urls.length > MAX_FETCHED) throw tooMany()
  const media = loadMediaFor(context, generation)
  const fetched: Fetched[] = []
  let left = MAX_BYTES
  for (const url of urls) {
    const { contentType, bytes } = await media.fetch(url, 'input', Math.max(1, left))
    left -= bytes.byteLength
    fetched.push({ url, mediaType: contentType, base64: bytes.toString('base64') })
  }
  generation.fetched = fetched
}

const tooMany = (): PublicError =>
  new PublicError(
    'invalid_request',
    `A provider of this model fetches no URLs, and more than ${MAX_FETCHED} are not fetched by the gateway: send the content.`,
  )
