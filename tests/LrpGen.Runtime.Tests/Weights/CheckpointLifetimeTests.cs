using System.Text;

namespace LrpGen.Runtime.Tests.Weights;

/// <summary>Reading from many threads, after disposal, and beyond 2 GB.</summary>
public sealed class CheckpointLifetimeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Many_threads_read_the_same_values()
    {
        using Checkpoint checkpoint = Checkpoint.Open(WriteNumbers(100_000));
        WeightTensor tensor = checkpoint.Tensors["x"];

        Parallel.For(0, 1000, i =>
        {
            float[] piece = new float[500];
            int start = i * 97;
            tensor.Read(start, piece);
            for (int k = 0; k < piece.Length; k++)
                Assert.Equal(start + k, piece[k]);
        });
    }

    [Fact]
    public void After_disposal_names_stay_and_reading_throws()
    {
        Checkpoint checkpoint = Checkpoint.Open(WriteNumbers(10));
        WeightTensor tensor = checkpoint.Tensors["x"];
        checkpoint.Dispose();
        checkpoint.Dispose();

        Assert.Equal([10], checkpoint.Tensors["x"].Shape);
        ObjectDisposedException e = Assert.Throws<ObjectDisposedException>(() => tensor.Read(0, new float[1]));
        Assert.Equal("Checkpoint", e.ObjectName);
        Assert.Throws<ObjectDisposedException>(() => tensor.Read(0, []));
        Assert.Throws<ObjectDisposedException>(() => tensor.ReadRow(0, new float[1]));
        Assert.Throws<ObjectDisposedException>(() => tensor.ReadBytes(0, new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => checkpoint.Sha256());
    }

    [Fact]
    public async Task Disposal_during_reads_lets_them_end()
    {
        string path = WriteNumbers(200_000);
        for (int round = 0; round < 20; round++)
        {
            Checkpoint checkpoint = Checkpoint.Open(path);
            WeightTensor tensor = checkpoint.Tensors["x"];
            using Barrier start = new(3);
            Task[] readers =
            [
                .. Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
                    () =>
                    {
                        float[] values = new float[200_000];
                        start.SignalAndWait();
                        try
                        {
                            for (int i = 0; i < 100; i++)
                                tensor.Read(0, values);
                        }
                        catch (ObjectDisposedException)
                        {
                        }
                    },
                    CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)),
            ];
            start.SignalAndWait();
            Thread.SpinWait(20_000 * round);
            checkpoint.Dispose();
            await Task.WhenAll(readers);
        }
    }

    [UnixFact]
    public void Files_beyond_two_gigabytes_are_read()
    {
        // A sparse file: it takes a few kilobytes on the disk.
        const long Many = 3L << 30;
        string header = $$"""{"hole":{"dtype":"U8","shape":[{{Many}}],"data_offsets":[0,{{Many}}]},"x":{"dtype":"F32","shape":[2],"data_offsets":[{{Many}},{{Many + 8}}]} }""";
        header = header.PadRight((header.Length + 7) / 8 * 8);
        string path = Path.Combine(_folder.Path, "model.safetensors");
        using (FileStream file = File.Create(path))
        {
            file.Write(BitConverter.GetBytes((long)header.Length));
            file.Write(Encoding.UTF8.GetBytes(header));
            file.Position += Many;
            file.Write(BitConverter.GetBytes(1.5f));
            file.Write(BitConverter.GetBytes(-2.5f));
        }

        using Checkpoint checkpoint = Checkpoint.Open(path);
        float[] values = new float[2];
        checkpoint.Tensors["x"].Read(0, values);
        Assert.Equal([1.5f, -2.5f], values);
        byte[] last = [1];
        checkpoint.Tensors["hole"].ReadBytes(Many - 1, last);
        Assert.Equal(0, last[0]);
    }

    private string WriteNumbers(int count)
    {
        string path = Path.Combine(_folder.Path, "model.safetensors");
        new SafetensorsWriter().Add("x", WeightType.F32, [count], [.. Enumerable.Range(0, count).Select(i => (float)i)]).Write(path);
        return path;
    }
}
