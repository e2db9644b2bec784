import { afterAll, describe, expect, it } from 'vitest'
import type { TestWorks } from './jobs-for-tests.ts'
import { LargeBody } from './large-body.ts'
import { ThreadPool } from './thread-pool.ts'

const errors: unknown[] = []
const pool = new ThreadPool<TestWorks>({
  load: () => import('./jobs-for-tests.ts'),
  onError: (error) => errors.push(error),
})
afterAll(() => pool.close())

const bodyOf = (...texts: string[]): LargeBody =>
  new LargeBody(texts.map((text) => new Uint8Array(new TextEncoder().encode(text))))
const turn = { caller: 'key_1' }

describe('a job in a thread', () => {
  it('gets the body in one piece, and its result is returned', async () => {
    const body = bodyOf('abc', 'def')
    const { byteLength, start } = await pool.run('look', body, { bytes: 4 }, turn)
    expect([byteLength, start.toString(), body.bytes.toString()]).toEqual([6, 'abcd', 'abcdef'])
  })

  it('has the body’s memory to itself while it runs', async () => {
    const part = new Uint8Array(1024)
    const running = pool.run('look', new LargeBody([part]), { bytes: 0 }, turn)
    await expect.poll(() => part.byteLength).toBe(0)
    expect((await running).byteLength).toBe(1024)
  })

  it('throws the same errors as without a thread, and returns the body', async () => {
    const body = bodyOf('abc')
    await expect(pool.run('refuse', body, { param: 'model' }, turn)).rejects.toMatchObject({
      code: 'invalid_request',
      message: 'model: no.',
      details: { param: 'model' },
      status: 400,
    })
    expect(body.bytes.toString()).toBe('abc')
  })

  it('waits for the body while another one has it', async () => {
    const body = bodyOf('abc')
    const both = [1, 2].map((bytes) => pool.run('look', body, { bytes }, { caller: `key_${bytes}` }))
    expect((await Promise.all(both)).map(({ start }) => start.toString())).toEqual(['a', 'ab'])
  })

  if (process.platform === 'linux')
    it('yields to the event loop', async () =>
      expect(await pool.run('priority', bodyOf('a'), undefined as never, turn)).toBe(10))
})

describe('a thread that crashes', () => {
  it('fails the request that it worked for, and no other', async () => {
    const body = bodyOf('abc')
    const waiting = pool.run('wait', bodyOf('a'), { ms: 300 }, { caller: 'key_2' })
    await expect(pool.run('exit', body, undefined as never, turn)).rejects.toThrow('exited with code: 3')
    expect(() => body.bytes).toThrow('not here')
    await expect(pool.run('look', body, { bytes: 1 }, turn)).rejects.toThrow('lost with the thread')
    expect(await waiting).toBe(300)
    expect((await pool.run('look', bodyOf('abc'), { bytes: 1 }, turn)).byteLength).toBe(3)
  })

  it('for lack of memory is reported as a request that is too large', { timeout: 60_000 }, async () => {
    await expect(pool.run('exhaust', bodyOf('a'), undefined as never, turn)).rejects.toMatchObject({
      code: 'request_too_large',
    })
    expect((await pool.run('look', bodyOf('abc'), { bytes: 1 }, turn)).byteLength).toBe(3)
  })
})
