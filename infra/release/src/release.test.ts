import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { buildServer, readVersion, REPOSITORY } from './build-server.ts'

const run = promisify(execFile)
const read = (file: string): string => readFileSync(path.join(REPOSITORY, file), 'utf8')
const version = await readVersion()

let scratch: string
beforeAll(async () => void (scratch = await mkdtemp(path.join(tmpdir(), 'gptget-release-'))))
afterAll(() => rm(scratch, { recursive: true, force: true }))

it('uses one version, set by changesets, for a whole release', () => {
  const manifests = globSync('{apps,packages,infra}/*/package.json', { cwd: REPOSITORY })
  const versions = [...manifests, 'package.json'].map(
    (file) => [file, (JSON.parse(read(file)) as { version?: string }).version] as const,
  )
  expect(versions.filter(([, each]) => each !== version)).toEqual([])
  expect(read('infra/helm/gptget/Chart.yaml')).toContain(`version: ${version}\nappVersion: ${version}\n`)
  expect(read('sdks/python/src/gptget/_version.py')).toContain(`__version__ = "${version}"\n`)
  expect(read('sdks/python/CHANGELOG.md')).toContain(`## ${version}\n`)
  expect((JSON.parse(read('openapi.json')) as { info: { version: string } }).info.version).toBe(version)
})

describe('the package gptget-server', () => {
  it('can be packed by npm, prints its version from any folder, and contains the files for npm start', async () => {
    const folder = await buildServer(path.join(scratch, 'package'))
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', scratch, folder], {
      cwd: scratch,
      maxBuffer: 32 * 1024 * 1024,
    })
    const [packed] = JSON.parse(stdout) as [{ filename: string; size: number; files: { path: string }[] }]
    expect(packed.size).toBeLessThan(20_000_000)
    const files = new Set(packed.files.map((file) => file.path))
    const bootstrap = globSync('infra/onebox/{bootstrap,bootstrap/*}.mjs', { cwd: REPOSITORY })
    for (const file of [
      ...bootstrap,
      'pnpm-lock.yaml',
      'tests/package.json',
      'packages/catalog/package.json',
    ])
      expect([file, files.has(`platform/${file}`)]).toEqual([file, true])
    expect([...files].filter((file) => /\.test\.ts$|\.env$|providers\.env$/.test(file))).toEqual([])

    const program = path.join(folder, 'gptget-server.mjs')
    const said = await run(process.execPath, [program, '--version'], { cwd: scratch })
    expect(said.stdout).toBe(`${version}\n`)
    const help = await run(process.execPath, [program, '--help'], { cwd: scratch })
    expect(help.stdout).toContain('npx gptget-server')
    expect(help.stdout).toContain('npx gptget-server computers:install')
  }, 60_000)
})

describe('the release workflow', () => {
  const workflow = parse(read('.github/workflows/release.yml')) as {
    permissions: Record<string, string>
    jobs: Record<string, { permissions?: Record<string, string>; steps: { run?: string; uses?: string }[] }>
  }

  it('has no write permissions except those of its jobs, and signs its packages', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
    const publishing = Object.values(workflow.jobs).filter(({ steps }) =>
      steps.some((step) =>
        /npm publish|docker\/build-push-action|helm push/.test(`${step.run} ${step.uses}`),
      ),
    )
    expect(publishing.length).toBeGreaterThanOrEqual(2)
    for (const { permissions } of publishing) expect(permissions?.['id-token']).toBe('write')
    const text = read('.github/workflows/release.yml')
    for (const line of text.split('\n').filter((each) => each.includes('npm publish')))
      expect(line).toContain('--provenance')
  })
})
