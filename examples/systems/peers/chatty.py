"""A client that sends all the time: chatty.py PORT"""
import socket
import sys
import time

connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
began = time.monotonic()
try:
    while True:
        connection.sendall(b"still here ")
        time.sleep(0.2)
except OSError:
    print(f"peer: cut off after {time.monotonic() - began:.0f} s, in the middle of a sentence", flush=True)
