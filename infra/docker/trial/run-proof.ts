import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { REPOSITORY } from '../read-compose.ts'

/** Runs a proof of tests/proofs as a separate process, which prints its progress. @returns whether it succeeded */
export const runProof = async (name: string, args: readonly string[]): Promise<boolean> => {
  const program = path.join(REPOSITORY, 'tests/proofs', name, 'main.ts')
  const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code === 0
}
