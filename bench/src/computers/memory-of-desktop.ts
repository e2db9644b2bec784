import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'

/** A desktop's own memory in bytes, from its control group, without the shared page cache. */
export const memoryOfDesktop = async (instanceId: string): Promise<number> => {
  const [file] = globSync(`/sys/fs/cgroup/{memory/,}gptget-*/${instanceId}/memory.stat`)
  if (file === undefined) throw new Error(`the desktop ${instanceId} has no control group`)
  const text = await readFile(file, 'utf8')
  const read = (name: string): number => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0)
  return file.startsWith('/sys/fs/cgroup/memory/') ? read('total_rss') : read('anon') + read('shmem')
}
