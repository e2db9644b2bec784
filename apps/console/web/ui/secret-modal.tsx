import { m } from '../messages/index.ts'
import { Button } from './button.tsx'
import { CodeBlock } from './code-block.tsx'
import { Modal, ModalActions } from './modal.tsx'

type SecretProps = {
  title: string
  text: string
  secret: string | undefined
  /** How to use the secret; `program` is an example. */
  use: string
  program: string
  onClose: () => void
}

/** Shows a secret, this once. It is open while there is one. */
export const SecretModal = ({ title, text, secret, use, program, onClose }: SecretProps) => (
  <Modal title={title} text={text} size="md" isOpen={secret !== undefined} onClose={onClose}>
    <div className="flex flex-col gap-4">
      <CodeBlock code={secret ?? ''} />
      <div>
        <h3 className="mb-1.5 text-sm font-medium">{use}</h3>
        <CodeBlock code={program} />
      </div>
    </div>
    <ModalActions>
      <Button look="primary" onClick={onClose}>
        {m.common.copiedIt}
      </Button>
    </ModalActions>
  </Modal>
)
