/**
 * Settings of a connection that histories are read through.
 *
 * The server puts several events into an answer, and some are large: a run may start with files of 1.5 MiB. What gRPC
 * takes by itself is 4 MiB; a whole history is 50 MiB at most.
 */
export const historyChannelArgs = { 'grpc.max_receive_message_length': 64 * 1024 * 1024 } as const;
