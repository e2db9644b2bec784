import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { describeWhereDesktops } from '../computers/describe-desktops.ts'
import { tryStart } from './try-start.ts'

describeWhereDesktops('npm start', () => {
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
