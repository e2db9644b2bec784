import { useRef, useState, type FormEvent } from 'react'
import { runCommand } from '../../api/computer-files.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'

/** As much output as a browser shows quickly; older output is dropped. */
const MOST_CHARACTERS = 200_000

/** A terminal: one command at a time, in a shell that keeps its folder. */
export const TerminalPanel = ({ computerId }: { computerId: string }) => {
  const mayUse = useMay('use')
  const [output, setOutput] = useState('')
  const [command, setCommand] = useState('')
  const [running, setRunning] = useState<AbortController | null>(null)
  const screen = useRef<HTMLPreElement>(null)
  const write = (text: string) => {
    setOutput((before) => (before + text).slice(-MOST_CHARACTERS))
    requestAnimationFrame(() => screen.current?.scrollTo({ top: screen.current.scrollHeight }))
  }
  const run = async (event: FormEvent) => {
    event.preventDefault()
    if (command.trim() === '' || running !== null) return
    const stop = new AbortController()
    setRunning(stop)
    setCommand('')
    write(`$ ${command}\n`)
    try {
      for await (const told of runCommand(computerId, command, stop.signal))
        write(
          told.type === 'output' ? told.data : told.exit_code === 0 ? '' : m.computers.exit(told.exit_code),
        )
    } catch (error) {
      write(`${stop.signal.aborted ? m.playground.stopped : (error as Error).message}\n`)
    }
    setRunning(null)
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <pre
        ref={screen}
        role="log"
        aria-label={m.computers.terminal}
        tabIndex={0}
        className="min-h-40 flex-1 overflow-auto p-3 text-xs leading-relaxed break-words whitespace-pre-wrap outline-offset-[-2px]"
      >
        {output === '' ? <span className="text-faint">{m.computers.terminalEmpty}</span> : output}
      </pre>
      <form
        onSubmit={(event) => void run(event)}
        className="flex items-center gap-2 border-t border-line p-2"
      >
        <span aria-hidden className="pl-1 font-mono text-faint">
          $
        </span>
        <input
          aria-label={m.computers.command}
          placeholder="ls -la"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          disabled={!mayUse}
          value={command}
          onChange={({ target }) => setCommand(target.value)}
          className="h-9 min-w-0 flex-1 bg-transparent font-mono text-sm placeholder:text-faint"
        />
        {running === null ? (
          <Button type="submit" size="sm" disabled={!mayUse || command.trim() === ''}>
            {m.computers.run}
          </Button>
        ) : (
          <Button size="sm" look="danger" onClick={() => running.abort()}>
            {m.playground.stop}
          </Button>
        )}
      </form>
    </div>
  )
}
