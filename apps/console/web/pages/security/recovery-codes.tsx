import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { ModalActions } from '../../ui/modal.tsx'

export const RecoveryCodes = ({ codes, onKept }: { codes: string[]; onKept: () => void }) => (
  <div className="flex flex-col gap-3">
    <h3 className="font-semibold">{m.security.recoveryTitle}</h3>
    <p className="text-soft">{m.security.recoveryText}</p>
    <CodeBlock code={codes.join('\n')} />
    <ModalActions>
      <Button look="primary" onClick={onKept}>
        {m.security.kept}
      </Button>
    </ModalActions>
  </div>
)
