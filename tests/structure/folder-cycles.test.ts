import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFolderCycles } from './folder-cycles.ts'

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))

const projects = ['apps', 'packages'].flatMap((area) =>
  readdirSync(path.join(REPOSITORY, area)).map((name) => `${area}/${name}`),
)

describe('the folders of a project', () => {
  it.each(projects)('do not import each other: %s', (project) => {
    expect(findFolderCycles(path.join(REPOSITORY, project, 'src'))).toEqual([])
  })
})

describe('the search for cycles of folders', () => {
  let source: string
  beforeAll(async () => {
    source = await mkdtemp(path.join(tmpdir(), 'gptget-cycles-'))
    const files = {
      'service.ts': "import { a } from './a/a.ts'",
      'context.ts': 'export type Context = object',
      'a/a.ts': "import type {\n  B,\n} from '../b/b.ts'\nimport type { Context } from '../context.ts'",
      'b/b.ts': "export { c } from './c/c.ts'",
      'b/c/c.ts': "const a = () => import('../../a/a.ts')",
      'b/c/c.test.ts': "import '../../service.ts'",
      'd/d.ts': "import { a } from '../a/a.ts'",
    }
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.join(source, path.dirname(file)), { recursive: true })
      await writeFile(path.join(source, file), text)
    }
  })
  afterAll(() => rm(source, { recursive: true }))

  it('finds indirect cycles, and those through types, re-exports and dynamic imports', () => {
    expect(findFolderCycles(source)).toEqual([['a', 'b', 'b/c']])
  })
})
