/** Compression as browsers offer it; absent before Chrome 80. */

export const canGzip = (): boolean => typeof CompressionStream !== "undefined";

export async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
