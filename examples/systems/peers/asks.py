r"""
A client that sends one word again and again, then nothing any more, with its socket open: asks.py PORT WORD COUNT

The word is sent as it is, every 300 ms; \n in it is a newline. BUSINESS as a fourth word is sent in one piece with the second.
"""
import socket
import sys
import threading
import time

port, word, count, *business = sys.argv[1:]
word = word.replace("\\n", "\n")
connection = socket.create_connection(("127.0.0.1", int(port)))


def read():
    try:
        while data := connection.recv(1024):
            print("peer: got", data.decode().strip(), flush=True)
        print("peer: the server closed", flush=True)
    except OSError as error:
        print("peer:", error.strerror, flush=True)


reader = threading.Thread(target=read)
reader.start()
for nth in range(int(count)):
    connection.sendall((word + (business[0] if nth == 1 and business else "")).encode())
    time.sleep(0.3)
print("peer: says nothing any more", flush=True)
reader.join()
