import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { whyNoDesktops } from '../computers/desktops.ts'
import { tryStart } from './try-start.ts'

const reason = whyNoDesktops()

describe.skipIf(reason !== null)(`npm start${reason === null ? '' : ` — NOT RUN: ${reason}`}`, () => {
  it('serves the page’s blocks, the first minute and the notebooks, in clean environments', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'gptget-start-'))
    try {
      const outcomes = await tryStart(directory, () => {})
      expect(outcomes.map(({ name, failure }) => `${name}: ${failure ?? 'passes'}`)).toEqual(
        outcomes.map(({ name }) => `${name}: passes`),
      )
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  }, 900_000)
})
