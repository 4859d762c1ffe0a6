"""
A client that asks and answers by lines, and watches whether it is answered: both-ways.py PORT

It hangs up on a server that is silent for two seconds, dials again, and then falls silent itself.
"""
import socket
import sys
import time

port = int(sys.argv[1])


def talk(rounds):
    connection = socket.create_connection(("127.0.0.1", port))
    lines = connection.makefile("rb")
    connection.settimeout(2)
    answered = asked = 0
    try:
        while answered < rounds or asked < 1:
            connection.sendall(b"ping\n")
            while True:
                line = lines.readline()
                if line == b"ping\n":
                    asked += 1
                    connection.sendall(b"pong\n")
                else:
                    answered += 1
                    break
            time.sleep(0.2)
        print("peer: was answered, and was asked", flush=True)
        return connection
    except TimeoutError:
        print(f"peer: the server is silent ({'asked' if asked else 'not asked'} before): hangs up", flush=True)
        connection.close()
        return None


if talk(1_000) is None:
    time.sleep(3)
    connection = talk(4)
    if connection is not None:
        print("peer: falls silent", flush=True)
        connection.settimeout(None)
        while connection.recv(1024):
            pass
        print("peer: the server closed", flush=True)
