import { Tabs } from '@base-ui/react/tabs'
import { Bot, FolderOpen, SquareTerminal } from 'lucide-react'
import { m } from '../../messages/index.ts'
import { AgentPanel } from './agent/agent-panel.tsx'
import { FilesPanel } from './files-panel.tsx'
import { TerminalPanel } from './terminal-panel.tsx'

const PANELS = [
  { name: 'agent', label: m.computers.agent, icon: Bot, Panel: AgentPanel },
  { name: 'terminal', label: m.computers.terminal, icon: SquareTerminal, Panel: TerminalPanel },
  { name: 'files', label: m.computers.files, icon: FolderOpen, Panel: FilesPanel },
] as const

/** The panels beside a desktop. Hidden panels keep their state. */
export const SidePanels = ({ computerId }: { computerId: string }) => (
  <Tabs.Root
    defaultValue="agent"
    className="flex min-h-96 min-w-0 flex-col rounded-lg border border-line bg-card lg:min-h-0"
  >
    <Tabs.List className="flex gap-1 border-b border-line p-1.5">
      {PANELS.map(({ name, label, icon: Icon }) => (
        <Tabs.Tab
          key={name}
          value={name}
          className="flex items-center gap-1.5 rounded-md px-2.5 py-1.5 text-soft hover:bg-raised data-active:bg-accent-soft data-active:font-medium data-active:text-accent"
        >
          <Icon size={15} aria-hidden />
          {label}
        </Tabs.Tab>
      ))}
    </Tabs.List>
    {PANELS.map(({ name, Panel }) => (
      <Tabs.Panel
        key={name}
        value={name}
        keepMounted
        className="flex min-h-0 flex-1 flex-col not-data-hidden:flex data-hidden:hidden"
      >
        <Panel computerId={computerId} />
      </Tabs.Panel>
    ))}
  </Tabs.Root>
)
