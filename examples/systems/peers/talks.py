"""
A server of raw bytes that has much to say: talks.py PORT

It answers ping by pong half a second late, talks all the time meanwhile, and glues some business to its pong.
"""
import socket
import sys
import threading
import time

server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("peer: listening", flush=True)
connection, _ = server.accept()


def talk():
    nth = 0
    try:
        while True:
            connection.sendall(f"business {nth}".encode())
            nth += 1
            time.sleep(0.1)
    except OSError:
        pass


threading.Thread(target=talk, daemon=True).start()
while data := connection.recv(1024):
    print("peer: got", data.decode(), flush=True)
    time.sleep(0.5)
    connection.sendall(b"pongglued")
print("peer: the client closed", flush=True)
