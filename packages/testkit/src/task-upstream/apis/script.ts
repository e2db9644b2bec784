/** What becomes of one task. It stands in the prompt, as `{{polls=2 end=fail}}`: whatever the API, it comes along. */
export type TaskScript = {
  /** `lose`: it is taken, and the answer is lost; `cut`: it is not taken; a number: refused with that status. */
  submit: 'accept' | 'lose' | 'cut' | 'hang' | number
  /** How often `submit` is done; afterwards it is accepted. */
  times: number
  /** How often it is asked for before it ends. */
  polls: number
  /** Status codes that polls are answered with before any other. */
  pollFaults: number
  end: 'done' | 'fail' | 'refuse' | 'cancel' | 'empty' | 'expire' | 'vanish' | 'never'
  /** Says states that no document has, while it runs. */
  isOdd: boolean
  /** `gone`: the address of the file is dead, and the next answer has another one; `wrong`: it is a web page. */
  file: 'ok' | 'gone' | 'wrong' | 'flaky'
}

const USUAL: TaskScript = {
  submit: 'accept',
  times: 1,
  polls: 1,
  pollFaults: 0,
  end: 'done',
  isOdd: false,
  file: 'ok',
}

/** Reads the script in a request's body, whatever else is there; what it leaves out goes well. */
export const readScript = (body: string): TaskScript => {
  const written = /\{\{([\w= -]*)\}\}/.exec(body)?.[1] ?? ''
  const read: Record<string, unknown> = {}
  for (const [, name, value] of written.matchAll(/(\w+)=([\w-]+)/g))
    read[name!] = /^\d+$/.test(value!) ? Number(value) : value === 'true' ? true : value
  return { ...USUAL, ...read }
}
