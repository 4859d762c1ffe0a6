"""
A server that answers ping by pong, behind a box that closes what is idle: idle-box.py PORT SECONDS

The box knows nothing of what passes through it.
"""
import select
import socket
import sys
import threading

port, idle = int(sys.argv[1]), float(sys.argv[2])
behind = socket.create_server(("127.0.0.1", 0))
box = socket.create_server(("127.0.0.1", port))


def serve():
    while True:
        connection, _ = behind.accept()
        threading.Thread(target=answer, args=[connection], daemon=True).start()


def answer(connection):
    while data := connection.recv(1024):
        connection.sendall(data.replace(b"ping", b"pong"))
    connection.close()


def carry(near):
    far = socket.create_connection(behind.getsockname())
    while ready := select.select([near, far], [], [], idle)[0]:
        data = ready[0].recv(1024)
        if not data:
            break
        (far if ready[0] is near else near).sendall(data)
    else:
        print("peer: the box closes an idle connection", flush=True)
    near.close()
    far.close()


threading.Thread(target=serve, daemon=True).start()
print("peer: listening", flush=True)
while True:
    threading.Thread(target=carry, args=[box.accept()[0]], daemon=True).start()
