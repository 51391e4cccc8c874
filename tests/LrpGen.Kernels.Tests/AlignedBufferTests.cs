using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

public sealed class AlignedBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    // One float less than a large page, a whole one, and several with a rest.
    [InlineData((1 << 19) - 1)]
    [InlineData(1 << 19)]
    [InlineData((5 << 19) + 17)]
    public void Memory_is_zero_and_starts_on_a_cache_line(int length)
    {
        for (int again = 0; again < 2; again++)
        {
            using var buffer = new AlignedBuffer(length);
            Assert.Equal(length, buffer.Span.Length);
            Assert.Equal(0u, Address(buffer) % 64);
            Assert.Equal(-1, buffer.Span.IndexOfAnyExcept(0f));

            // What the next one gets may have been used before.
            buffer.Span.Fill(1);
        }
    }

    [Fact]
    public void Large_memory_can_have_large_pages()
    {
        using var buffer = new AlignedBuffer(3 << 19);
        Assert.True(Address(buffer) % LargePages.Size == 0 || !OperatingSystem.IsLinux());
    }

    // Zero is where nothing lies.
    private static nuint Address(AlignedBuffer buffer) =>
        (nuint)Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref MemoryMarshal.GetReference(buffer.Span));
}
