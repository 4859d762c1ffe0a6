"""
A client with no framing at all: ten hellos, one every 2 s, 24 s of silence, ten more: hello.py PORT PACE

PACE 10 is ten times as fast.
"""
import socket
import sys
import time

port, pace = int(sys.argv[1]), float(sys.argv[2])
connection = socket.create_connection(("127.0.0.1", port))


def ten_times(word):
    for nth in range(10):
        connection.sendall(f"{nth} {word} I'm MyHeartbeat Client.".encode())
        time.sleep(2 / pace)


try:
    ten_times("Hello")
    print("peer: silent", flush=True)
    time.sleep(24 / pace)
    ten_times("Hi")
except OSError:
    print("peer: the server has dropped us", flush=True)
