import type { CreatedKey } from '../../api/keys.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Modal, ModalActions } from '../../ui/modal.tsx'

/** The one moment in which a key is seen. */
export const CreatedKeyModal = ({
  created,
  onClose,
}: {
  created: CreatedKey | undefined
  onClose: () => void
}) => (
  <Modal
    title={m.keys.createdTitle}
    text={m.keys.createdText}
    size="md"
    isOpen={created !== undefined}
    onClose={onClose}
  >
    <div className="flex flex-col gap-4">
      <CodeBlock code={created?.key ?? ''} />
      <div>
        <h3 className="mb-1.5 text-sm font-medium">{m.keys.createdUse}</h3>
        <CodeBlock code={usage(created?.key ?? '')} />
      </div>
    </div>
    <ModalActions>
      <Button look="primary" onClick={onClose}>
        {m.keys.done}
      </Button>
    </ModalActions>
  </Modal>
)

const usage = (key: string): string =>
  `from openai import OpenAI

client = OpenAI(
    base_url="${location.origin}/v1",
    api_key="${key}",
)`
