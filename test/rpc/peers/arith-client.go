// A client of Go's net/rpc/jsonrpc: calls a service at the address it is given, many times at once, and says what came.
package main

import (
	"fmt"
	"net/rpc/jsonrpc"
	"os"
)

type Args struct{ A, B int }

func main() {
	client, err := jsonrpc.Dial("tcp", os.Args[1])
	if err != nil {
		panic(err)
	}
	var product int
	err = client.Call("Arith.Multiply", Args{7, 8}, &product)
	fmt.Println("multiply", product, err)
	err = client.Call("Arith.Divide", Args{7, 0}, &product)
	fmt.Println("divide", err)
	err = client.Call("Arith.Nothing", Args{}, &struct{}{})
	fmt.Println("nothing", err)
	err = client.Call("Arith.Unknown", Args{}, &struct{}{})
	fmt.Println("unknown", err)
	products := make([]int, 100)
	done := make(chan error, 100)
	for n := range products {
		go func(n int) { done <- client.Call("Arith.Multiply", Args{n, n}, &products[n]) }(n)
	}
	sum := 0
	for range products {
		if err := <-done; err != nil {
			fmt.Println("failed", err)
		}
	}
	for _, product := range products {
		sum += product
	}
	fmt.Println("sum", sum)
	fmt.Println("hanging")
	err = client.Call("Arith.Hang", Args{}, &product)
	fmt.Println("hang", err)
}
