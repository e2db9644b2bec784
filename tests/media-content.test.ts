import { OPERATIONS } from '@gptget/api'
import { openAnswer, sendBody } from '@gptget/bus'
import { deleteMedium, listFiles, readFile, requireRoom, storeFile, type NewFile } from '@gptget/contracts'
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { usePlatform } from './platform/use-platform.ts'
import { pngOf } from './platform/pictures.ts'
import { scriptedConfig } from './platform/scripted-config.ts'
import { humOf, wavOf } from './platform/sounds.ts'

const world = usePlatform((upstream) => ({
  config: scriptedConfig(upstream, ['text-5']),
  env: { MEDIA_QUOTA_BYTES: String(3 * 1024 * 1024) },
}))

const origin = (): string => new URL(world.platform.baseUrl).origin
const authorized = (more: Record<string, string> = {}): Record<string, string> => ({
  authorization: `Bearer ${world.account.apiKey}`,
  ...more,
})
let ids = 0
const nextId = (): string => `img_test${(ids += 1)}`

const PNG = pngOf(64, 64)
const SHA256 = createHash('sha256').update(PNG).digest('hex')

const schemaOf = (id: string) => OPERATIONS.find(({ operationId }) => operationId === id)!.answer.schema

const store = async (file: Partial<NewFile> = {}, body: Uint8Array = PNG) => {
  const head: NewFile = {
    accountId: world.account.accountId,
    mediaId: nextId(),
    index: 0,
    variant: '',
    kind: 'image',
    declaredType: 'image/png',
    ...file,
  }
  return sendBody(world.platform.bus, storeFile, head, body)
}
const urlOf = (mediaId: string, query = 'index=0', collection = 'images'): string =>
  `${origin()}/v1/${collection}/${mediaId}/content${query === '' ? '' : `?${query}`}`

describe('the list of stored files', () => {
  type Page = { data: { id: string; url: string }[]; last_id: string; has_more: boolean }
  const list = async (apiKey: string, query = ''): Promise<Page> => {
    const answer = await fetch(`${origin()}/v1/media${query}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    })
    expect(answer.status).toBe(200)
    return schemaOf('listMedia').parse(await answer.json()) as Page
  }

  it('has every file of the account, newest first and page by page, and none of another’s', async () => {
    const account = await world.platform.admin.createAccount()
    const { accountId, apiKey } = account
    const stored: string[] = []
    for (const index of [0, 1, 2]) {
      const { mediaId } = await store({ accountId, index })
      stored.unshift(`${mediaId}/${index}`)
    }
    await store({ accountId, kind: 'input' })
    await store({ accountId, variant: 'thumbnail' })
    await store()
    const first = await list(apiKey, '?limit=2')
    expect(first.data.map(({ id }) => id)).toEqual(stored.slice(0, 2))
    const second = await list(apiKey, `?limit=2&after=${encodeURIComponent(first.last_id)}`)
    expect(second.data.map(({ id }) => id)).toEqual(stored.slice(2))
    expect([first.has_more, second.has_more]).toEqual([true, false])
    const read = await fetch(first.data[0]!.url, { headers: { authorization: `Bearer ${apiKey}` } })
    expect(read.status).toBe(200)
    expect((await list(apiKey, '?kind=video')).data).toEqual([])
  })

  it('refuses an unknown filter', async () => {
    const answer = await fetch(`${origin()}/v1/media?type=image`, { headers: authorized() })
    expect(answer.status).toBe(400)
  })
})

describe('stored content', () => {
  it('is served byte for byte with its type, without headers of its provider', async () => {
    const { mediaId, contentType, byteLength, sha256 } = await store({ declaredType: 'text/html' })
    expect([contentType, byteLength, sha256]).toEqual(['image/png', PNG.byteLength, SHA256])
    const answer = await fetch(urlOf(mediaId), { headers: authorized() })
    expect(answer.status).toBe(200)
    expect(Buffer.from(await answer.arrayBuffer()).equals(PNG)).toBe(true)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(PNG.byteLength),
      'accept-ranges': 'bytes',
      etag: `"${SHA256}"`,
      'x-content-type-options': 'nosniff',
      'content-disposition': `inline; filename="${mediaId}-0.png"`,
      'referrer-policy': 'no-referrer',
      'access-control-allow-origin': '*',
    })
    expect(answer.headers.get('cache-control')).toMatch(/^private, max-age=\d+, immutable$/)
    expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
    expect(answer.headers.get('x-request-id')).toBeTruthy()
  })

  it('accepts the key in each of the three headers, and answers 401 without one', async () => {
    const { mediaId } = await store()
    const key = world.account.apiKey
    const headers = [
      ['authorization', `Bearer ${key}`],
      ['x-api-key', key],
      ['x-goog-api-key', key],
    ] as const
    for (const [name, value] of headers) {
      const answer = await fetch(urlOf(mediaId, ''), { headers: { [name]: value } })
      expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, PNG.byteLength])
    }
    expect((await fetch(urlOf(mediaId))).status).toBe(401)
  })

  it('answers HEAD without a body', async () => {
    const { mediaId } = await store()
    const answer = await fetch(urlOf(mediaId), { method: 'HEAD', headers: authorized() })
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(PNG.byteLength)])
    expect(await answer.text()).toBe('')
  })

  it('answers ranges, conditional requests and ranges after the end', async () => {
    const { mediaId } = await store()
    const ask = (headers: Record<string, string>) => fetch(urlOf(mediaId), { headers: authorized(headers) })
    const first = await ask({ range: 'bytes=0-1' })
    expect([first.status, first.headers.get('content-range')]).toEqual([206, `bytes 0-1/${PNG.byteLength}`])
    expect(Buffer.from(await first.arrayBuffer()).equals(PNG.subarray(0, 2))).toBe(true)
    const last = await ask({ range: 'bytes=-4', 'if-range': `"${SHA256}"` })
    expect(Buffer.from(await last.arrayBuffer()).equals(PNG.subarray(-4))).toBe(true)
    const behind = await ask({ range: `bytes=${PNG.byteLength}-` })
    expect([behind.status, behind.headers.get('content-range')]).toEqual([416, `bytes */${PNG.byteLength}`])
    const known = await ask({ 'if-none-match': `"${SHA256}"` })
    expect([known.status, await known.text()]).toEqual([304, ''])
    expect((await ask({ range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200)
  })

  it('answers 404 to another account for every method', async () => {
    const { mediaId } = await store()
    const stranger = await world.platform.admin.createAccount()
    const headers = { authorization: `Bearer ${stranger.apiKey}` }
    const asked = [
      fetch(urlOf(mediaId), { headers }),
      fetch(urlOf(mediaId), { method: 'DELETE', headers }),
      fetch(`${origin()}/v1/images/${mediaId}/content/sign`, { method: 'POST', headers }),
      fetch(urlOf('img_nosuch'), { headers: authorized() }),
      fetch(urlOf(mediaId, 'index=1'), { headers: authorized() }),
      fetch(urlOf(mediaId, 'index=0', 'videos'), { headers: authorized() }),
    ]
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404])
    expect((await fetch(urlOf(mediaId), { headers: authorized() })).status).toBe(200)
  })

  it('can be read without a key by its signed URL until that expires', async () => {
    const { mediaId } = await store({ index: 2 })
    const sign = async (body: string) => {
      const url = `${origin()}/v1/images/${mediaId}/content/sign`
      return fetch(url, { method: 'POST', headers: authorized(), body })
    }
    const signed = (await (await sign('{"index":2,"expires_in":60}')).json()) as {
      url: string
      expires_at: number
    }
    expect(schemaOf('signImageContent').safeParse(signed).error).toBeUndefined()
    expect(signed.url.startsWith(`${origin()}/v1/images/${mediaId}/content?index=2&exp=`)).toBe(true)
    expect(signed.expires_at - Date.now() / 1000).toBeGreaterThan(50)
    const answer = await fetch(signed.url)
    expect(Buffer.from(await answer.arrayBuffer()).equals(PNG)).toBe(true)
    const tampered = [
      signed.url.replace('index=2', 'index=0'),
      signed.url.replace(/exp=\d+/, `exp=${signed.expires_at + 1}`),
      signed.url.replace(/sig=.{4}/, 'sig=AAAA'),
      signed.url.replace('kid=', 'kid=other'),
    ]
    for (const url of tampered) expect((await fetch(url)).status).toBe(403)
    expect((await sign('{"index":2,"expires_in":86401}')).status).toBe(400)
    expect((await sign('{"index":7}')).status).toBe(404)
  })

  it('is a download for an SVG, so that it cannot act as our page', async () => {
    const svg = Buffer.from('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"></svg>')
    const { mediaId } = await store({ declaredType: 'image/png' }, svg)
    const answer = await fetch(urlOf(mediaId), { headers: authorized() })
    expect(answer.headers.get('content-type')).toBe('image/svg+xml')
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${mediaId}-0.svg"`)
  })

  it('is gone at once when it is deleted', async () => {
    const { mediaId } = await store()
    const answer = await fetch(urlOf(mediaId, ''), { method: 'DELETE', headers: authorized() })
    const said: unknown = await answer.json()
    expect(said).toEqual({ id: mediaId, object: 'image.content.deleted', deleted: true })
    expect(schemaOf('deleteImageContent').safeParse(said).error).toBeUndefined()
    expect((await fetch(urlOf(mediaId), { headers: authorized() })).status).toBe(404)
    expect((await fetch(urlOf(mediaId), { method: 'DELETE', headers: authorized() })).status).toBe(404)
  })

  it('answers 410 after its retention', async () => {
    const { mediaId } = await store({ retentionMs: 1 })
    const answer = await fetch(urlOf(mediaId), { headers: authorized() })
    const { error } = (await answer.json()) as { error: { error_type: string } }
    expect([answer.status, error.error_type]).toEqual([410, 'content_expired'])
  })

  it('is listed and read by other services for its account only', async () => {
    const { bus } = world.platform
    const { accountId } = world.account
    const { mediaId } = await store({ index: 1 })
    await store({ mediaId, index: 0 })
    const { files } = await bus.call(listFiles, { accountId, mediaId })
    expect(files.map(({ index }) => index)).toEqual([0, 1])
    const name = { mediaId, index: 1, variant: '' }
    const { head, chunks } = await openAnswer(bus, readFile, { ...name, accountId, start: 4, end: 7 })
    expect(head.contentType).toBe('image/png')
    expect(Buffer.concat(await Array.fromAsync(chunks)).equals(PNG.subarray(4, 8))).toBe(true)
    await expect(openAnswer(bus, readFile, { ...name, accountId: 'other' })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await bus.call(deleteMedium, { accountId: 'other', mediaId })).toEqual({ isDeleted: false })
  })
})

describe('storing', () => {
  it('returns the existing file for the same name', async () => {
    const stored = await store()
    const again = await store({ mediaId: stored.mediaId }, pngOf(8, 8))
    expect(again).toEqual(stored)
    const mediaId = nextId()
    const [one, other] = await Promise.all([store({ mediaId }), store({ mediaId })])
    expect(one).toEqual(other)
  })

  it('returns the size of an image and the length of audio, if the bytes contain them', async () => {
    const { bus } = world.platform
    const picture = await store({}, pngOf(48, 20))
    expect(picture).toMatchObject({ width: 48, height: 20, durationMs: null })
    const sound = await store({ kind: 'audio', mediaId: nextId() }, wavOf(humOf(3)))
    expect(sound).toMatchObject({ width: null, height: null, durationMs: 3_000 })
    const { accountId } = world.account
    const { files } = await bus.call(listFiles, { accountId, mediaId: sound.mediaId })
    expect(files).toEqual([sound])
    const cut = await store({}, pngOf(64, 64).subarray(0, 20))
    expect(cut).toMatchObject({ contentType: 'image/png', width: null, height: null })
  })

  it('refuses an unknown format with a reason', async () => {
    const page = Buffer.from('<!doctype html><script>alert(1)</script>')
    await expect(store({}, page)).rejects.toMatchObject({ code: 'invalid_request' })
    await expect(store({ kind: 'video' })).rejects.toMatchObject({ code: 'invalid_request' })
    await expect(store({ maxBytes: 10 })).rejects.toMatchObject({ code: 'request_too_large' })
  })

  it('stops at the account’s limit, and works again after deleting', async () => {
    const owner = await world.platform.admin.createAccount()
    const { accountId } = owner
    const big = Buffer.concat([PNG, Buffer.alloc(2 * 1024 * 1024)])
    const { mediaId } = await store({ accountId }, big)
    await expect(store({ accountId }, big)).rejects.toMatchObject({ code: 'storage_quota_exceeded' })
    await world.platform.bus.call(deleteMedium, { accountId, mediaId })
    expect(await world.platform.bus.call(requireRoom, { accountId })).toEqual({ bytesLeft: 3 * 1024 * 1024 })
    await store({ accountId }, big)
  })
})
