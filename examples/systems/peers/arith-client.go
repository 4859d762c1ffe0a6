// A client of Go's net/rpc/jsonrpc: arith-client.go PORT
package main

import (
	"fmt"
	"net/rpc/jsonrpc"
	"os"
)

type Args struct{ A, B int }

func main() {
	client, err := jsonrpc.Dial("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		panic(err)
	}
	var product int
	err = client.Call("Arith.Multiply", Args{7, 8}, &product)
	fmt.Println("peer: 7 times 8 is", product, err)
}
