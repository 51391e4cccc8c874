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

    [Fact]
    public void A_part_lies_within_the_buffer()
    {
        using var buffer = new AlignedBuffer(10);
        Assert.Equal(4, buffer.Slice(6, 4).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = buffer.Slice(7, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = buffer.Slice(long.MaxValue, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = buffer.Slice(-1, 1));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue / 4)]
    [InlineData(1L << 50)]
    public void What_does_not_fit_is_refused_with_its_size(long length)
    {
        string message = Assert.Throws<InsufficientMemoryException>(() => new AlignedBuffer(length)).Message;
        Assert.StartsWith(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{length} floats ("), message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_of_a_call_do_not_overflow()
    {
        Assert.Equal(int.MaxValue, CallSize.Rows(int.MaxValue, 1));
        Assert.Contains("4294967296 rows", Assert.Throws<InsufficientMemoryException>(() => CallSize.Rows(65536, 65536)).Message, StringComparison.Ordinal);
        Assert.Contains("2147483648 floats", Assert.Throws<InsufficientMemoryException>(() => CallSize.Floats(1 << 27, 16)).Message, StringComparison.Ordinal);
        Assert.Throws<InsufficientMemoryException>(() => CallSize.Floats(long.MaxValue, int.MaxValue));
    }

    // Zero is where nothing lies.
    private static nuint Address(AlignedBuffer buffer) =>
        (nuint)Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref MemoryMarshal.GetReference(buffer.Span));
}
