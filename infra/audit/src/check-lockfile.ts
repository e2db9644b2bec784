import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'
import { outcomeOf, type Check } from './check.ts'

const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({ resolution: z.looseObject({ integrity: z.string().optional() }) }),
  ),
})

/** Finds packages of a pnpm lockfile without a hash: a registry could replace them unnoticed. */
export const findWithoutHash = (text: string): { count: number; without: string[] } => {
  const { packages } = lockfile.parse(parse(text))
  const without = Object.entries(packages).flatMap(([name, { resolution }]) =>
    resolution.integrity?.startsWith('sha512-') ? [] : [`${name} has no sha512 in pnpm-lock.yaml`],
  )
  return { count: Object.keys(packages).length, without }
}

export const checkLockfile = (file: string): Check => ({
  name: 'hashes in the lockfile',
  run: async () => {
    const { count, without } = findWithoutHash(await readFile(file, 'utf8'))
    return outcomeOf(`${count} packages`, without)
  },
})
