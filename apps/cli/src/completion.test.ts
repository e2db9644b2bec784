import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { filesFor } from './completion.ts'

it('the shell completes file names, and hidden ones after a dot', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gptget-completion-'))
  await mkdir(path.join(folder, 'shots'))
  for (const name of ['shot.png', 'speech.mp3', '.hidden']) await writeFile(path.join(folder, name), '')
  expect(filesFor(`${folder}/s`)).toEqual(
    ['shot.png', 'shots/', 'speech.mp3'].map((name) => `${folder}/${name}`),
  )
  expect(filesFor(`${folder}/sp`)).toEqual([`${folder}/speech.mp3`])
  expect(filesFor(`${folder}/.`)).toEqual([`${folder}/.hidden`])
  expect(filesFor(`${folder}/nothing/x`)).toEqual([])
  await rm(folder, { recursive: true })
})
