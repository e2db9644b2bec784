import { Tabs } from '@base-ui/react/tabs'
import { m } from '../../messages/index.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Modal } from '../../ui/modal.tsx'
import { useChat } from './chat-store.ts'
import { LANGUAGES, sampleIn } from './code-samples.ts'

/** The request of the playground as a program makes it. */
export const CodeModal = ({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) => {
  const { panes, settings } = useChat()
  const [pane] = panes
  const question = pane?.turns.at(-1)?.question.text ?? m.playground.suggestion
  const facts = { origin: location.origin, model: pane?.model ?? '', question, settings }
  return (
    <Modal title={m.playground.codeTitle} size="lg" isOpen={isOpen} onClose={onClose}>
      <Tabs.Root defaultValue={LANGUAGES[0]}>
        <Tabs.List className="mb-3 flex flex-wrap gap-1">
          {LANGUAGES.map((language) => (
            <Tabs.Tab
              key={language}
              value={language}
              className="rounded-md px-3 py-1.5 text-soft hover:bg-raised data-active:bg-accent-soft data-active:font-medium data-active:text-accent"
            >
              {language}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {LANGUAGES.map((language) => (
          <Tabs.Panel key={language} value={language}>
            <CodeBlock code={sampleIn(language, facts)} />
          </Tabs.Panel>
        ))}
      </Tabs.Root>
    </Modal>
  )
}
