import { StringDecoder } from 'node:string_decoder';

/** No object of Kubernetes is larger: etcd takes 1.5 MB. */
const LONGEST_LINE = 8 * 2 ** 20;

/** Splits a stream at its line ends. What follows the last one when the stream ends is half a line and is dropped. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new Error(`A line of the watch is longer than ${LONGEST_LINE} characters.`);
    for (const line of lines) if (line !== '') yield line;
  }
}
