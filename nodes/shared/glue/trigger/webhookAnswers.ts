import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/** What a sender is told. The same for every cause, so that nothing can be learned by trying. */
export const ANSWERS = {
	received: { status: 200, body: { message: 'Received' } },
	notAnEvent: { status: 400, body: { message: 'Not a JSON object' } },
	unauthorized: { status: 401, body: { message: 'Unauthorized' } },
	tooLarge: { status: 413, body: { message: 'Payload too large' } },
	tryAgain: { status: 503, body: { message: 'Try again later' } },
} as const;

export type Answer = keyof typeof ANSWERS;

/** Answers the sender without starting the workflow. */
export function answer(context: IWebhookFunctions, kind: Answer): IWebhookResponseData {
	const { status, body } = ANSWERS[kind];
	context.getResponseObject().status(status).json(body);
	return { noWebhookResponse: true };
}
